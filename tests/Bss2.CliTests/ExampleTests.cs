using System.Globalization;
using System.Text.RegularExpressions;

namespace Bss2.CliTests;

/// <summary>The examples, run as a reader runs them; what they print is what they claim.</summary>
public sealed class ExampleTests
{
    private const int MostLines = 60, MostLinesOfTheStub = 100;

    [Fact]
    public async Task First_spike() => await SaysAsync("01-first-spike",
        @"^weight 1: silent\nweight 2: silent\nweight 3: first spike at 9\.\d\d µs, 1 in all\nweight 4: first spike at 7\.\d\d µs",
        @"emulated HICANN-X v3", @"neuron circuits: 1 of 512");

    [Fact]
    public async Task Registers() => await SaysAsync("02-registers",
        @"^JTAG id 0x348580AF\n", @"read back: fires True, capacitor 42\n", @"0x00170165 holds 0xA8\n0x00170166 holds 0x04\n",
        @"refused: .*0x7FFFFFFF");

    [Fact]
    public async Task Membrane() => await SaysAsync("03-membrane", @"^4000 samples; codes 2\d\d\.\.4\d\d; spikes [6-9]|1\d\n", @"\n +0\.00 µs +\*\n");

    [Fact]
    public async Task Calibrate() => await SaysAsync("04-calibrate", @"\nyield 100 %\n", @"^firing onset: 8 of 8 circuits\n", @"membrane words read: 0; spikes");

    [Fact]
    public async Task Yin_Yang()
    {
        Match test = await SaysAsync("05-yin-yang", @"test accuracy (\d+\.\d) % on emulated", @"membrane words read: 0\n");
        Assert.InRange(double.Parse(test.Groups[1].Value, CultureInfo.InvariantCulture), 70, 100);
    }

    [Fact]
    public async Task Own_data()
    {
        Match test = await SaysAsync("06-own-data", @"test accuracy (\d+\.\d) %\n", @"^flowers: 4 features", @"broken\.csv:3: ""wide"" in column width is no number");
        Assert.InRange(double.Parse(test.Groups[1].Value, CultureInfo.InvariantCulture), 80, 100);
    }

    [Fact]
    public async Task Own_loss() => await SaysAsync("07-own-loss", @"^step 0: spike at 8\.", @"step 60: spike at (12\.[89]|13\.[012])\d µs");

    [Fact]
    public async Task Own_network() => await SaysAsync("08-own-network", @"^step 0, ", @"step 40, sample 0: .* answer 0\n", @"step 40, sample 1: .* answer 1\n",
        @"at udp://127\.0\.0\.1");

    [Fact]
    public async Task Board_stub() => await SaysAsync("09-board-stub", @"^(holds: .*\n){7}$");

    [Fact]
    public async Task An_unknown_name_lists_the_names()
    {
        (int code, _, string error) = await RunAsync("10");
        Assert.Equal(2, code);
        Assert.Contains("03-membrane", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_fits_on_a_page()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository(), "tools", "examples"), "0*.cs");
        Assert.True(files.Length >= 8);
        Assert.All(files, file => Assert.InRange(File.ReadLines(file).Count(), 1,
            file.EndsWith("stub.cs", StringComparison.Ordinal) ? MostLinesOfTheStub : MostLines));
    }

    private static string Repository()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Driver.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run within the repository.");
        }
        return folder;
    }

    private static async Task<Match> SaysAsync(string name, params string[] patterns)
    {
        (int code, string output, string error) = await RunAsync(name);
        Assert.True(code == 0, error);
        string text = output.Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.All(patterns, pattern => Assert.Matches(pattern, text));
        return Regex.Match(text, patterns[0]);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string name) =>
        Bss2Process.FinishAsync(Bss2Process.StartProgram("Bss2.Examples.dll", name));
}
