namespace Bss2.Hal.Wire;

/// <summary>A link could not be made, or failed for good: what happened, where, and what to do. Only a new link helps.</summary>
public sealed class LinkException : HalException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">Kind of failure.</param>
    /// <param name="endpoint">The far end, as the user named it.</param>
    /// <param name="message">What, and what to do; the endpoint is put before it.</param>
    public LinkException(LinkFailure failure, string endpoint, string message) : base($"{endpoint}: {message}") =>
        (Failure, Endpoint) = (failure, endpoint);

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="failure">Kind of failure.</param>
    /// <param name="endpoint">The far end, as the user named it.</param>
    /// <param name="message">What, and what to do; the endpoint is put before it.</param>
    /// <param name="innerException">The cause.</param>
    public LinkException(LinkFailure failure, string endpoint, string message, Exception innerException)
        : base($"{endpoint}: {message}", innerException) => (Failure, Endpoint) = (failure, endpoint);

    /// <summary>Kind of failure.</summary>
    public LinkFailure Failure { get; }

    /// <summary>The far end, as the user named it.</summary>
    public string Endpoint { get; }

    /// <summary>Whether connecting again may help.</summary>
    public bool MayRecover => Failure is not (LinkFailure.Incompatible or LinkFailure.Differs);
}
