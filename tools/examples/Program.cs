using Bss2.Examples;

// dotnet run -c Release --project tools/examples -- 01-first-spike
var examples = new SortedDictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["01-first-spike"] = FirstSpike.RunAsync,
    ["02-registers"] = Registers.RunAsync,
    ["03-membrane"] = Membrane.RunAsync,
    ["04-calibrate"] = Calibrate.RunAsync,
    ["05-yin-yang"] = YinYangInTheLoop.RunAsync,
    ["06-own-data"] = OwnData.RunAsync,
    ["07-own-loss"] = OwnLoss.RunAsync,
    ["08-own-network"] = OwnNetwork.RunAsync,
    ["09-board-stub"] = BoardStub.RunAsync,
};
if (args.Length != 1 || !examples.TryGetValue(args[0], out Func<Task>? run))
{
    Console.Error.WriteLine($"Give the name of an example: {string.Join(", ", examples.Keys)}.");
    return 2;
}
await run();
return 0;
