using Bss2.Hal;

namespace Bss2.Runtime.Board;

/// <summary>A supply setting outside its safe limits was refused; nothing was written.</summary>
public sealed class UnsafeSupplyException : HalException
{
    /// <summary>Creates the exception.</summary>
    public UnsafeSupplyException(string message) : base(message)
    {
    }
}
