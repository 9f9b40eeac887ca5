using Bss2.Hal;
using Bss2.Runtime.BringUp;

namespace Bss2.Runtime;

/// <summary>A chip could not be brought up.</summary>
public sealed class BringUpException : HalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed, at which step, why, what to do.</param>
    /// <param name="report">The way to the chip afterwards; null if not even that could be read.</param>
    /// <param name="innerException">What failed, if it was an instruction.</param>
    public BringUpException(string message, LinkReport? report, Exception? innerException) : base(message, innerException!) => Report = report;

    /// <summary>The way to the chip afterwards; null if not even that could be read.</summary>
    public LinkReport? Report { get; }
}
