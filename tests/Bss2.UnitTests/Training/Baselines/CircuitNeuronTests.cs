using Bss2.Calibration.Characterise;
using Bss2.Calibration.Routines;
using Bss2.Cli.Figures;
using Bss2.Runtime;

namespace Bss2.UnitTests.Training.Baselines;

/// <summary>The neuron of Figure 3: closed form, adjoint at an observed time, and the units that undo the data sheet's saturation.</summary>
public sealed class CircuitNeuronTests
{
    private static readonly CircuitNeuron s_nominal = new(SingleNeuron.TauUs, SingleNeuron.TauUs, 1, 0);

    [Theory]
    [InlineData(3)]
    [InlineData(4.5)]
    [InlineData(9)]
    public void It_is_the_closed_form_and_the_adjoint_of_the_paper_s_experiment(double weight)
    {
        (double time, double byWeight) = SingleNeuron.Closed(weight)!.Value;
        Assert.Equal(time, s_nominal.TimeUs(weight), 1e-9);
        Assert.Equal(byWeight, s_nominal.ByWeight(weight, time), 1e-9 * Math.Abs(byWeight));
        double observed = 0.9 * time;
        Assert.Equal(SingleNeuron.ByWeightFromTime(weight, observed), s_nominal.ByWeight(weight, observed), 1e-9 * Math.Abs(byWeight));
        Assert.False(double.IsFinite(s_nominal.TimeUs(2.7)));
    }

    [Fact]
    public void A_circuit_of_its_own_is_differentiated_by_its_own_parameters()
    {
        var circuit = new CircuitNeuron(6.6, 5.7, 1.07, 0.05);
        const double h = 1e-5;
        double numeric = (circuit.TimeUs(4 + h) - circuit.TimeUs(4 - h)) / (2 * h);
        Assert.Equal(numeric, circuit.ByWeight(4, circuit.TimeUs(4)), 1e-6);
        Measured? Of(double value) => new(value, 0.01);
        var found = new Characterisation
        {
            ChipIdentity = "c", ChipName = "c", CalibrationKey = "k", Circuits = [new(0), new(8)], Usable = [true, true], Usage = ChipUsage.None,
            Quantities = new Dictionary<string, IReadOnlyList<Measured?>>
            {
                [Quantity.MembraneTau] = [Of(6.6), null], [Quantity.ExcitatoryTau] = [Of(5.7), Of(6)], [Quantity.ExcitatoryGain] = [Of(0.0214), Of(0.02)],
                [Quantity.Delay] = [Of(0.05), Of(0)],
            },
        };
        Assert.Equal(circuit.TimeUs(4), CircuitNeuron.Of(found, 0, 0.02)!.TimeUs(4), 1e-9);
        Assert.Null(CircuitNeuron.Of(found, 1, 0.02));
    }

    [Fact]
    public void Units_grow_faster_than_weights_because_the_input_saturates_and_end_where_it_cannot_follow()
    {
        const double volts = 0.1575, small = 1e-3;
        // Of a small distance to the threshold, units are proportional to it: nothing saturates.
        double linear = s_nominal.Units(4, small, 750) / small, near = s_nominal.Units(3, volts, 750) / volts, far = s_nominal.Units(7, volts, 750) / volts;
        Assert.Equal(3.0 / 4, s_nominal.Units(3, small, 750) / small / linear, 1e-3);
        (near, far) = (near / (3.0 / 4 * linear), far / (7.0 / 4 * linear));
        Assert.True(near > 1 && far > near + 0.02, $"{near:F3} and {far:F3} times the linear units");
        Assert.False(double.IsFinite(s_nominal.Units(9, 2 * volts, 750)));
    }
}
