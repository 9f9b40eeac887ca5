using System.Reflection;
using System.Runtime.Loader;
using Bss2.Hal;
using Bss2.Hal.Wire;

namespace Bss2.Cli.Chips;

/// <summary>
/// Links that users bring along: a class that implements <see cref="IChipLink"/> and has a static method Connect() that gives one, in a
/// library of theirs.
/// </summary>
internal static class OwnLink
{
    private const string Method = "Connect";

    /// <summary>Connects by a library's class.</summary>
    /// <param name="file">The library.</param>
    /// <param name="name">Name of the class, with or without namespace; null if the library has just one.</param>
    /// <exception cref="ArgumentException">There is no such library, no such class, or more than one.</exception>
    public static IChipLink Connect(string file, string? name)
    {
        MethodInfo[] found = [.. Types(file)
            .Where(type => typeof(IChipLink).IsAssignableFrom(type) && (name is null || name == type.Name || name == type.FullName))
            .Select(type => type.GetMethod(Method, BindingFlags.Static | BindingFlags.Public, []))
            .OfType<MethodInfo>().Where(method => typeof(IChipLink).IsAssignableFrom(method.ReturnType))];
        return found switch
        {
            [MethodInfo connect] => Connect(connect),
            [] => throw new ArgumentException($"--chip dll:{file}: there is no class {name ?? "at all"} that implements {nameof(IChipLink)} and has a "
                + $"public static method {Method}() that gives one (docs/links.md)."),
            _ => throw new ArgumentException($"--chip dll:{file}: there are several links: {string.Join(", ", found.Select(m => m.DeclaringType!.Name))}. "
                + $"Name one: dll:{file}#{found[0].DeclaringType!.Name}."),
        };
    }

    private static IChipLink Connect(MethodInfo method)
    {
        string name = $"{method.DeclaringType}.{Method}()";
        try
        {
            return (IChipLink?)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [], null)
                ?? throw new InvalidOperationException("it gave null");
        }
        catch (Exception e) when (e is not (HalException or OperationCanceledException))
        {
            throw new InvalidOperationException($"{name} failed: {e.Message}", e);
        }
    }

    private static Type[] Types(string file)
    {
        string path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            throw new ArgumentException($"--chip dll:{file}: there is no such file.");
        }
        try
        {
            return new Libraries(path).LoadFromAssemblyPath(path).GetTypes();
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ReflectionTypeLoadException or InvalidOperationException)
        {
            throw new ArgumentException($"--chip dll:{file}: this is no .NET library that can be loaded ({e.Message}). Is it built for this "
                + "version of bss2, with its own dependencies beside it?", e);
        }
    }

    // What bss2 has, above all the interface itself, is this process's; all else stands beside the library.
    private sealed class Libraries(string path) : AssemblyLoadContext(Path.GetFileName(path))
    {
        private readonly AssemblyDependencyResolver _beside = new(path);

        protected override Assembly? Load(AssemblyName name)
        {
            try
            {
                return Default.LoadFromAssemblyName(new AssemblyName(name.Name!));
            }
            catch (FileNotFoundException)
            {
                return _beside.ResolveAssemblyToPath(name) is { } beside ? LoadFromAssemblyPath(beside) : null;
            }
        }
    }
}
