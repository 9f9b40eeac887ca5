using System.CommandLine;

namespace Bss2.Cli.Train;

/// <summary>The options by which one of train's verbs says what to train on.</summary>
internal interface IDataOptions
{
    /// <param name="command">The verb.</param>
    /// <param name="resume">A run that is continued brings its own data.</param>
    void AddTo(Command command, Option<string?> resume);

    /// <summary>Settings with the user's data.</summary>
    TrainSettings Apply(ParseResult parsed, TrainSettings settings);
}
