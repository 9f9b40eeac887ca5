namespace Bss2.Emulator.Analog;

/// <summary>Names of fixed-pattern terms; the numbers are part of what a die seed means and never change.</summary>
internal enum DieParameter : ulong
{
    LeakOffset = 1,
    LeakGain = 2,
    ResetOffset = 3,
    ResetGain = 4,
    ThresholdOffset = 5,
    ThresholdGain = 6,
    LeakConductance = 7,
    TauExcitatory = 8,
    TauInhibitory = 9,
    GmExcitatory = 10,
    GmInhibitory = 11,
    OffsetExcitatory = 12,
    OffsetInhibitory = 13,
    ShiftExcitatory = 14,
    ShiftInhibitory = 15,
    Capacitor = 16,
    Intrinsic = 17,
    SynapseGain = 18,
    WeightBit = 19,
    Driver = 20,
    Dac = 21,
    CapMemGain = 22,
    CapMemOffset = 23,
    Crosstalk = 24,
    DeadCell = 25,
    DeadNeuron = 26,
    DeadSynapse = 27,
    RipplePhase = 28,
}
