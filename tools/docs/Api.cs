// Records the public surface of every library in docs/api, one line per type or member, so that a change shows in review.
// Run from the repository:  dotnet run tools/docs/Api.cs      (.ci/docs --check tells whether the record is up to date)
#:project ../../hal/Bss2.Spikes/Bss2.Spikes.csproj
#:project ../../hal/Bss2.Hal/Bss2.Hal.csproj
#:project ../../emulator/Bss2.Emulator/Bss2.Emulator.csproj
#:project ../../src/Bss2.Links/Bss2.Links.csproj
#:project ../../src/Bss2.Network/Bss2.Network.csproj
#:project ../../src/Bss2.Runtime/Bss2.Runtime.csproj
#:project ../../src/Bss2.Calibration/Bss2.Calibration.csproj
#:project ../../src/Bss2.Training/Bss2.Training.csproj
#:project ../../src/Bss2.Baselines/Bss2.Baselines.csproj
#:project ../../src/Bss2.Export/Bss2.Export.csproj
#:project ../../src/Bss2.Conformance/Bss2.Conformance.csproj
using System.Reflection;
using System.Text;

string[] names = ["Bss2.Spikes", "Bss2.Hal", "Bss2.Emulator", "Bss2.Links", "Bss2.Network", "Bss2.Runtime", "Bss2.Calibration", "Bss2.Training", "Bss2.Baselines", "Bss2.Export", "Bss2.Conformance"];
Directory.CreateDirectory("docs/api");
foreach (string name in names)
{
    string[] lines = PublicApi.Lines(Assembly.Load(name));
    File.WriteAllText($"docs/api/{name}.txt", string.Join('\n', lines) + "\n");
    Console.WriteLine($"{name}: {lines.Length} lines");
}

/// <summary>The public surface of an assembly as sorted lines of text, one per type or member.</summary>
internal static class PublicApi
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Lines(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes().SelectMany(type => Members(type).Prepend($"{Kind(type)} {Name(type)}{Bases(type)}"))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Members(Type type)
    {
        string owner = Name(type);
        if (type.IsEnum)
        {
            foreach (string name in Enum.GetNames(type))
            {
                yield return $"{owner}.{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}";
            }
            yield break;
        }
        foreach (ConstructorInfo constructor in type.GetConstructors(Own).Where(c => Visible(c) && !c.IsStatic))
        {
            yield return $"{owner}.new({Parameters(constructor)})";
        }
        foreach (MethodInfo method in type.GetMethods(Own).Where(m => Visible(m) && !Generated(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            yield return $"{owner}.{method.Name}{generic}({Parameters(method)}) : {Name(method.ReturnType)}{Static(method)}";
        }
        foreach (PropertyInfo property in type.GetProperties(Own).Where(p => p.GetAccessors(true).Any(Visible)))
        {
            string accessors = string.Join(" ", property.GetAccessors(true).Where(Visible).Select(a => a.ReturnType != typeof(void) ? "get;"
                : a.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init;" : "set;"));
            string index = property.GetIndexParameters() is { Length: > 0 } at ? $"[{string.Join(", ", at.Select(p => Name(p.ParameterType)))}]" : "";
            yield return $"{owner}.{property.Name}{index} : {Name(property.PropertyType)} {{ {accessors} }}{Static(property.GetAccessors(true)[0])}";
        }
        foreach (FieldInfo field in type.GetFields(Own).Where(f => f.IsPublic || f.IsFamily))
        {
            yield return $"{owner}.{field.Name} : {Name(field.FieldType)}{(field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "")}";
        }
    }

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler adds to every record says nothing about the design.
    private static bool Generated(MethodInfo method) => method.Name.Contains('<', StringComparison.Ordinal)
        || method.Name is "Equals" or "GetHashCode" or "ToString" or "PrintMembers" or "Deconstruct" or "op_Equality" or "op_Inequality" or "Finalize";

    private static string Static(MethodBase method) => method.IsStatic ? " static" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = …" : "")}"));

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        string[] bases =
        [
            .. (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? (Type[])[parent] : [])
                .Concat(type.GetInterfaces().Where(i => i.IsPublic && !i.Name.StartsWith("IEquatable", StringComparison.Ordinal)))
                .Select(Name).Order(StringComparer.Ordinal),
        ];
        return type.IsEnum || bases.Length == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        if (type.HasElementType)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "&" : "*");
        }
        string name = type.IsNested && type.DeclaringType is { } outer ? $"{Name(outer)}.{type.Name}"
            : type.Namespace?.StartsWith("Bss2.", StringComparison.Ordinal) == true ? $"{type.Namespace}.{type.Name}" : type.Name;
        var text = new StringBuilder(name.Split('`')[0]);
        return type.IsGenericType ? text.Append('<').AppendJoin(", ", type.GetGenericArguments().Select(Name)).Append('>').ToString() : text.ToString();
    }
}
