namespace Bss2.Training.Data;

/// <summary>The Yin-Yang data set, bit-exact to the published one.</summary>
/// <remarks>Kriener, Göltz, Petrovici 2022, doi 10.1145/3517343.3517380: seeds 42, 41, 40 for training, validation, test.</remarks>
public static class YinYang
{
    /// <summary>Number of classes.</summary>
    public const int Classes = 3;

    /// <summary>A point reflection swaps yang and yin.</summary>
    public static IReadOnlyList<int> ReflectedClasses { get; } = [1, 0, 2];

    private const double BigRadius = 0.5, SmallRadius = 0.1;

    private const uint TrainingSeed = 42;

    private const int TrainingCount = 5000;

    /// <summary>The published sets; fewer or more training samples come from the same seed.</summary>
    public static DataSet Data(int trainingSamples = TrainingCount) => new()
    {
        Name = "yin-yang", Features = ["x", "y"], Classes = ["yang", "yin", "dot"], ReflectedClasses = ReflectedClasses,
        Training = Generate(TrainingSeed, trainingSamples), Validation = Validation(), Test = Test(),
    };

    /// <summary>The published training set.</summary>
    public static Sample[] Training() => Generate(TrainingSeed, TrainingCount);

    /// <summary>The published validation set.</summary>
    public static Sample[] Validation() => Generate(41, 1000);

    /// <summary>The published test set.</summary>
    public static Sample[] Test() => Generate(40, 1000);

    /// <summary>Draws a set; points of the three classes are about equally likely.</summary>
    /// <param name="seed">Of numpy's legacy RandomState.</param>
    /// <param name="count">Number of samples.</param>
    public static Sample[] Generate(uint seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = new Mt19937(seed);
        var samples = new Sample[count];
        for (int i = 0; i < count; i++)
        {
            int goal = random.NextOfThree();
            int label = -1;
            double x = 0, y = 0;
            while (label != goal)
            {
                x = random.NextDouble() * 2 * BigRadius;
                y = random.NextDouble() * 2 * BigRadius;
                label = Inside(x, y) ? ClassOf(x, y) : -1;
            }
            samples[i] = new([x, y], goal);
        }
        return samples;
    }

    /// <summary>Whether a point lies in the big circle.</summary>
    public static bool Inside(double x, double y) => Distance(x, y, BigRadius, BigRadius) <= BigRadius;

    /// <summary>Class of a point inside the big circle.</summary>
    public static int ClassOf(double x, double y)
    {
        double right = Distance(x, y, 1.5 * BigRadius, BigRadius);
        double left = Distance(x, y, 0.5 * BigRadius, BigRadius);
        if (right < SmallRadius || left < SmallRadius)
        {
            return 2;
        }
        bool yin = right <= SmallRadius || (left > SmallRadius && left <= 0.5 * BigRadius)
            || (y > BigRadius && right > 0.5 * BigRadius);
        return yin ? 1 : 0;
    }

    private static double Distance(double x, double y, double cx, double cy) =>
        Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy));
}
