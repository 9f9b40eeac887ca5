namespace Bss2.Emulator.Analog;

/// <summary>What synapse drivers and synapses remember of events and spikes: short-term plasticity and correlation sensors.</summary>
internal sealed class SynapsePlasticity
{
    private readonly ShortTermPlasticity _shortTerm;
    private readonly CorrelationSensors[] _sensors;

    public SynapsePlasticity(EmulatorOptions options, AnalogConfiguration configuration)
    {
        var die = Die.Of(options.Die);
        var derivation = new CircuitDerivation(configuration, die);
        _shortTerm = new(configuration, derivation, die);
        _sensors = [.. Enumerable.Range(0, AnalogConfiguration.Hemispheres)
            .Select(h => new CorrelationSensors(h, configuration, derivation, die))];
    }

    /// <summary>Whether correlation sensors take part.</summary>
    public bool IsTracking => _sensors[0].IsTracking || _sensors[1].IsTracking;

    /// <summary>Correlation sensors of a hemisphere.</summary>
    public CorrelationSensors Sensors(int hemisphere) => _sensors[hemisphere];

    /// <summary>Takes a pulse that a bus accepted; each once, in the order of their cycles bus by bus.</summary>
    /// <returns>The pulse with what short-term plasticity makes of it.</returns>
    public PadiPulse Accept(PadiPulse pulse)
    {
        CorrelationSensors sensors = _sensors[pulse.Hemisphere];
        if (sensors.IsTracking)
        {
            sensors.Log(pulse);
        }
        float[]? strengths = _shortTerm.Strengths(pulse);
        return strengths is null ? pulse : pulse with { Strengths = strengths };
    }

    /// <summary>Takes a post pulse: a firing, or what acts as one.</summary>
    public void Take(in Firing post)
    {
        CorrelationSensors sensors = _sensors[post.Neuron / AnalogConfiguration.Columns];
        if (sensors.IsTracking)
        {
            sensors.Log(post);
        }
    }

    /// <summary>Labels, calibration bits or drivers are about to change: sensors see what they were until now.</summary>
    public void BeforeSynapsesChange(int hemisphere, long cycle)
    {
        if (_sensors[hemisphere].IsTracking)
        {
            _sensors[hemisphere].WorkOut(cycle);
        }
    }

    /// <summary>Keeps logs short.</summary>
    public void Trim(long cycle)
    {
        foreach (CorrelationSensors sensors in _sensors)
        {
            sensors.Trim(cycle);
        }
    }
}
