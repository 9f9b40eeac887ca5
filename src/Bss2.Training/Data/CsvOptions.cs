namespace Bss2.Training.Data;

/// <summary>How a table becomes a <see cref="DataSet"/>.</summary>
public sealed record CsvOptions
{
    /// <summary>Column of the class: its name, or its number from 1; null: the last one.</summary>
    public string? Label { get; init; }

    /// <summary>Columns of the features, by name or number; null: all others.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Names of the classes in the order of their labels; null: those that occur, in numerical or else alphabetical order.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Column that says training, validation or test, by name or number; null: the rows are drawn.</summary>
    public string? Split { get; init; }

    /// <summary>Share of each class's rows drawn for validation.</summary>
    public double ValidationShare { get; init; } = 0.15;

    /// <summary>Share of each class's rows drawn for the test.</summary>
    public double TestShare { get; init; } = 0.15;

    /// <summary>Of the draw: the same for every training seed, so that their test sets are the same.</summary>
    public ulong SplitSeed { get; init; } = 1;

    /// <summary>Checks the shares.</summary>
    /// <exception cref="ArgumentException">They leave nothing for one of the sets.</exception>
    public void Validate()
    {
        if (!(ValidationShare > 0 && TestShare > 0 && ValidationShare + TestShare < 1))
        {
            throw new ArgumentException($"Shares of {ValidationShare} for validation and {TestShare} for the test: both must be above 0 and "
                + "leave something for training.");
        }
    }
}
