// Makes docs/errors.md of the source: every message that a user can meet, where it comes from and what it says.
// Run from the repository:  dotnet run tools/docs/Errors.cs
using System.Text;
using System.Text.RegularExpressions;

string[] roots = ["tools/Bss2.Cli", "src", "hal", "emulator"];
string[] silent = ["ObjectDisposedException", "UnreachableException", "NotSupportedException", "OperationCanceledException", "XunitException"];
Regex start = new(@"new (?<kind>[A-Z]\w*Exception)\(|\.(?<kind>AddError)\(|(?<kind>Fault|faults\.Add)\((faults, )?line,");
var page = new StringBuilder("""
    # Error messages

    Made from the source by `dotnet run tools/docs/Errors.cs`; ‹…› stands for what a message fills in. The command ends with exit code 2 for bad
    usage (kind *usage*) and 1 for all else, and writes the message to standard error. A message says what is wrong, where, and what to do.

    """.Replace("\r", "") + "\n");
int count = 0;
foreach (string root in roots)
{
    foreach (IGrouping<string, string> project in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        .Select(file => file.Replace('\\', '/')).Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
        .Order(StringComparer.Ordinal).GroupBy(ProjectOf))
    {
        var rows = new List<string>();
        foreach (string file in project)
        {
            string source = File.ReadAllText(file);
            foreach (Match match in start.Matches(source))
            {
                string message = Message(source, match.Index + match.Length);
                string kind = match.Groups["kind"].Value;
                if (message.Length > 12 && message.Contains(' ') && !silent.Contains(kind))
                {
                    kind = kind == "AddError" ? "usage" : kind.EndsWith("Exception") ? kind[..^"Exception".Length] : "InvalidData";
                    rows.Add($"| {message.Replace("|", "\\|")} | {kind} | {Path.GetFileNameWithoutExtension(file)} |");
                }
            }
        }
        if (rows.Count > 0)
        {
            page.Append($"\n## {project.Key}\n\n| message | kind | from |\n| --- | --- | --- |\n").AppendJoin('\n', rows.Distinct()).Append('\n');
            count += rows.Count;
        }
    }
}
File.WriteAllText("docs/errors.md", page.ToString());
Console.WriteLine($"{count} messages: docs/errors.md");

static string ProjectOf(string file) => file.Split('/').First(part => part.StartsWith("Bss2."));

// The string literals up to the closing parenthesis, one after the other.
static string Message(string source, int at)
{
    var text = new StringBuilder();
    for (int depth = 1; depth > 0 && at < source.Length;)
    {
        char c = source[at];
        if (c == '"' || (c == '$' && source[at + 1] == '"'))
        {
            at = Literal(source, at, text);
            continue;
        }
        if (c == '\'')
        {
            at += source[at + 1] == '\\' ? 4 : 3;
            continue;
        }
        depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
        at++;
    }
    return Regex.Replace(text.ToString(), @"\s+", " ").Trim();
}

// Appends a literal, holes as ‹last name in them›; returns where it ends.
static int Literal(string source, int at, StringBuilder text)
{
    bool interpolated = source[at] == '$';
    at += interpolated ? 2 : 1;
    while (source[at] != '"')
    {
        if (source[at] == '\\')
        {
            text.Append(source[at + 1] == 'n' ? ' ' : source[at + 1]);
            at += 2;
        }
        else if (interpolated && source[at] == '{' && source[at + 1] != '{')
        {
            int from = at + 1;
            for (int depth = 1; depth > 0;)
            {
                at++;
                if (source[at] == '"')
                {
                    at = Literal(source, at, new StringBuilder()) - 1;
                }
                depth += source[at] is '{' or '(' or '[' ? 1 : source[at] is '}' or ')' or ']' ? -1 : 0;
            }
            Match name = Regex.Match(source[from..at].Split(':')[0], @"[A-Za-z_]\w*(?=\W*$)");
            text.Append('‹').Append(name.Success ? name.Value.TrimStart('_') : "…").Append('›');
            at++;
        }
        else
        {
            text.Append(source[at]);
            at += interpolated && source[at] is '{' or '}' ? 2 : 1;
        }
    }
    return at + 1;
}
