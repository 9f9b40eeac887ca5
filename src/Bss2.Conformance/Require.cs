using System.Runtime.CompilerServices;

namespace Bss2.Conformance;

/// <summary>What contracts demand; throws with both sides where they differ.</summary>
/// <remarks>Not a test framework's: these checks also run in <c>bss2 conform</c>.</remarks>
internal static class Require
{
    private const int ShownAround = 3;

    public static void True(bool condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        if (!condition)
        {
            throw new ConformanceException($"it does not hold that {what}");
        }
    }

    public static void Equal<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string? what = null)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new ConformanceException($"{what} is {actual}, expected {expected}");
        }
    }

    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string? what = null)
    {
        T[] wanted = [.. expected], got = [.. actual];
        int same = 0;
        while (same < Math.Min(wanted.Length, got.Length) && EqualityComparer<T>.Default.Equals(wanted[same], got[same]))
        {
            same++;
        }
        if (same < Math.Max(wanted.Length, got.Length))
        {
            throw new ConformanceException($"{what} has {got.Length} entries (expected {wanted.Length}) and differs from entry {same} on: "
                + $"{Around(got, same)}, expected {Around(wanted, same)}");
        }
    }

    public static void All<T>(IEnumerable<T> items, Action<T> check)
    {
        foreach (T item in items)
        {
            check(item);
        }
    }

    public static void InRange<T>(T actual, T low, T high, [CallerArgumentExpression(nameof(actual))] string? what = null)
        where T : IComparable<T>
    {
        if (actual.CompareTo(low) < 0 || actual.CompareTo(high) > 0)
        {
            throw new ConformanceException($"{what} is {actual}, expected {low} to {high}");
        }
    }

    public static void Empty<T>(IEnumerable<T> items, [CallerArgumentExpression(nameof(items))] string? what = null) => Equal([], items, what);

    public static void Single<T>(IEnumerable<T> items, [CallerArgumentExpression(nameof(items))] string? what = null) =>
        Equal(1, items.Count(), $"the number of {what}");

    public static void Contains(string part, string whole)
    {
        if (!whole.Contains(part, StringComparison.Ordinal))
        {
            throw new ConformanceException($"the message \"{whole}\" does not name {part}");
        }
    }

    public static T Throws<T>(Action action) where T : Exception =>
        ThrowsAsync<T>(() =>
        {
            action();
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();

    /// <summary>Exactly this exception, or one derived from it.</summary>
    public static async Task<T> ThrowsAsync<T>(Func<Task> action) where T : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (T expected)
        {
            return expected;
        }
        catch (Exception other)
        {
            throw new ConformanceException($"expected {typeof(T).Name}, came {other.GetType().Name}: {other.Message}", other);
        }
        throw new ConformanceException($"expected {typeof(T).Name}, but nothing was thrown");
    }

    private static string Around<T>(T[] items, int at)
    {
        int first = Math.Max(0, at - 1), end = Math.Min(items.Length, at + ShownAround);
        return end <= first ? "nothing" : $"[{string.Join(", ", items[first..end])}] from entry {first} on";
    }
}
