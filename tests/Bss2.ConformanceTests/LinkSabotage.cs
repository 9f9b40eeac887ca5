namespace Bss2.ConformanceTests;

/// <summary>Ways to break a link.</summary>
internal enum LinkSabotage
{
    None,
    LosesOut,
    LosesIn,
    DoublesOut,
    DoublesIn,
    ExchangesOut,
    ExchangesIn,
    InvertsOut,
    InvertsIn,
    KeepsTheLastWord,
    ForgetsWhatDoesNotFit,
    OneDirectionAtATime,
    IgnoresCancelling,
    ClosesOnlyOnce,
    TakesWordsWhenClosed,
    GivesNothingWhenClosed,
}
