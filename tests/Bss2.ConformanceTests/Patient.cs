using Bss2.Links.Config;

namespace Bss2.ConformanceTests;

/// <summary>Waiting times for machines that do other things too.</summary>
internal static class Patient
{
    public static HandshakeTimes Times { get; } = new() { Reset = TimeSpan.FromSeconds(30), Echo = TimeSpan.FromSeconds(30) };
}
