using System.Globalization;
using System.Text;

namespace Bss2.Cli.Registers;

/// <summary>
/// The address of a coordinate as a formula in its number n, found from the addresses themselves: base + Σ stride · digit of n in
/// a mixed
/// radix. What is printed has been compared with the address of every coordinate (of a sample above a million).
/// </summary>
internal static class AddressRule
{
    private const int EveryUpTo = 1 << 20, Samples = 100_000;
    private const uint SampleStep = 0x9E37_79B1;

    /// <summary>The formula, or a plain remark where no mixed radix fits.</summary>
    /// <param name="address">Address of a coordinate number.</param>
    /// <param name="count">How many coordinates there are.</param>
    /// <param name="first">How the base is written.</param>
    /// <param name="format">How strides are written.</param>
    public static string Find(Func<int, long> address, int count, Func<long, string> first, Func<long, string> format)
    {
        List<(int Block, int Radix, long Stride)> digits = Digits(address, count);
        long start = address(0);
        if (!Numbers(count).All(n => address(n) == start + digits.Sum(d => d.Stride * (n / d.Block % d.Radix))))
        {
            return "see GetAddresses";
        }
        var text = new StringBuilder();
        foreach ((int block, int radix, long stride) in digits.Where(d => d.Stride != 0))
        {
            text.Append(stride < 0 ? " − " : " + ");
            text.Append(Math.Abs(stride) == 1 ? "" : format(Math.Abs(stride)) + "·").Append(Digit(block, radix,
                (long)block * radix >= count));
        }
        return first(start) + text;
    }

    private static List<(int Block, int Radix, long Stride)> Digits(Func<int, long> address, int count)
    {
        List<(int, int, long)> digits = [];
        long start = address(0);
        for (long block = 1; block < count;)
        {
            long stride = address((int)block) - start;
            // The longest run of equal strides, by doubling and halving: the comparison above catches a wrong guess.
            bool Follows(long k) => k * block < count && address((int)(k * block)) == start + k * stride;
            int last = 1;
            while (Follows(2L * last))
            {
                last *= 2;
            }
            for (int step = last / 2; step > 0; step /= 2)
            {
                last += Follows(last + step) ? step : 0;
            }
            int radix = last + 1;
            digits.Add(((int)block, radix, stride));
            block *= radix;
        }
        return digits;
    }

    private static IEnumerable<int> Numbers(int count) => count <= EveryUpTo ? Enumerable.Range(0, count)
        : Enumerable.Range(0, Samples).Select(i => (int)((uint)i * SampleStep % (uint)count)).Append(count - 1);

    private static string Digit(int block, int radix, bool last) => (block, last) switch
    {
        (1, true) => "n",
        (1, false) => string.Create(CultureInfo.InvariantCulture, $"(n mod {radix})"),
        (_, true) => string.Create(CultureInfo.InvariantCulture, $"(n ÷ {block})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"(n ÷ {block} mod {radix})"),
    };
}
