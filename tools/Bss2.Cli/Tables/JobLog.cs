using System.Text;

namespace Bss2.Cli.Tables;

/// <summary>Whole lines of one of several jobs on a common log, each with the job's name in front.</summary>
/// <param name="log">The common log.</param>
/// <param name="name">The job.</param>
internal sealed class JobLog(TextWriter log, string name) : TextWriter
{
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => log.Encoding;

    public override void Write(char value)
    {
        if (value != '\n')
        {
            _line.Append(value);
            return;
        }
        string line = _line.ToString().TrimEnd('\r');
        _line.Clear();
        lock (log)
        {
            log.WriteLine($"{name}: {line}");
        }
    }
}
