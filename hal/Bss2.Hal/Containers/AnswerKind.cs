namespace Bss2.Hal.Containers;

/// <summary>The kinds of answer that a program can expect; the host counts positions per kind.</summary>
public enum AnswerKind
{
    /// <summary>omnibus_data.</summary>
    OmnibusData,

    /// <summary>jtag_data.</summary>
    JtagData,

    /// <summary>loopback tick.</summary>
    LoopbackTick,
}
