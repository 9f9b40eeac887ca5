namespace Bss2.Cli.Doctor;

/// <summary>What a check found.</summary>
internal enum DoctorVerdict
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Works, but slower or with something missing.</summary>
    Note,

    /// <summary>Something will fail.</summary>
    Problem,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Finding">What was seen.</param>
/// <param name="Advice">What to do; empty when all is well.</param>
internal sealed record DoctorCheck(string Name, DoctorVerdict Verdict, string Finding, string Advice = "");
