using System.CommandLine;

namespace Bss2.Cli;

/// <summary>Bounds of options, checked while parsing so that a wrong value is bad usage.</summary>
internal static class Limits
{
    public static Option<int?> AtLeast(Option<int?> option, int minimum)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value && value < minimum)
            {
                result.AddError($"{option.Name} {value}: give a whole number of at least {minimum}.");
            }
        });
        return option;
    }

    public static Option<double> Above(Option<double> option, double bound)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is var value && !(value > bound && double.IsFinite(value)))
            {
                result.AddError($"{option.Name} {value}: give a number above {bound}.");
            }
        });
        return option;
    }
}
