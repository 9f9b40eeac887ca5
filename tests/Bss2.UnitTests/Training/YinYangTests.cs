using Bss2.Training.Data;

namespace Bss2.UnitTests.Training;

public sealed class YinYangTests
{
    [Fact]
    public void The_sets_equal_the_published_ones()
    {
        Sample[] train = YinYang.Training(), validation = YinYang.Validation(), test = YinYang.Test();
        // Checksums of the published arrays (eventprop 4.0).
        Assert.Equal([1681, 1702, 1617], Counts(train));
        Assert.Equal([316, 336, 348], Counts(validation));
        Assert.Equal([350, 316, 334], Counts(test));
        AssertIs(0.6803075385877797, 0.450499251969543, 2, train[0]);
        AssertIs(0.09767211400638387, 0.6842330265121569, 1, train[1]);
        AssertIs(0.6805727261759029, 0.3209733938933629, 0, validation[0]);
        AssertIs(0.23409664559563403, 0.4017249751828972, 2, test[0]);
        Assert.Equal(2528.3224565688233, train.Sum(sample => sample.Features[0]), 9);
        Assert.Equal(488.7802356777887, test.Sum(sample => sample.Features[1]), 9);
    }

    private static void AssertIs(double x, double y, int label, Sample sample)
    {
        Assert.Equal([x, y], sample.Features);
        Assert.Equal(label, sample.Label);
    }

    private static int[] Counts(Sample[] samples) => [.. Enumerable.Range(0, 3).Select(c => samples.Count(s => s.Label == c))];
}
