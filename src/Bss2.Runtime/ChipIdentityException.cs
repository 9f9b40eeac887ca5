using Bss2.Hal;

namespace Bss2.Runtime;

/// <summary>Another chip answers than the one that was expected.</summary>
public sealed class ChipIdentityException : HalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, what was expected, what to do.</param>
    /// <param name="found">Who answered.</param>
    public ChipIdentityException(string message, ChipIdentity found) : base(message) => Found = found;

    /// <summary>Who answered.</summary>
    public ChipIdentity Found { get; }
}
