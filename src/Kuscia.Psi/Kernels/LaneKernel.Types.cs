namespace Kuscia.Psi.Kernels;

// What the kernel computes on: one value per lane in every part.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>
    /// Elements of GF(2^255 - 19), one per lane, in five signed limbs of 51 bits held as doubles. "Reduced" limbs are at most a hair over
    /// 2^50 in magnitude, as products are; sums and differences add up, and each method says what it takes.
    /// </summary>
    internal struct Field
    {
        public TReal L0;
        public TReal L1;
        public TReal L2;
        public TReal L3;
        public TReal L4;
    }

    /// <summary>Points in extended coordinates; all coordinates reduced.</summary>
    internal struct Point
    {
        public Field X;
        public Field Y;
        public Field Z;
        public Field T;
    }

    /// <summary>The form that additions take as second operand: Y + X, Y - X, 2Z (each up to two reduced ones) and 2dT.</summary>
    internal struct Cached
    {
        public Field Sum;
        public Field Difference;
        public Field Z2;
        public Field T2D;
    }

    /// <summary>What <see cref="DoubledPoint"/> holds, and the product of the denominators of all earlier ones of the batch.</summary>
    internal struct Doubled
    {
        public Field E;
        public Field F;
        public Field G;
        public Field H;
        public Field Eg;
        public Field Fh;
        public Field Denominator;
        public Field Before;
    }

    /// <summary>The constants of the group in every lane; reduced.</summary>
    internal struct Constants
    {
        public Field Zero;
        public Field One;
        public Field Two;
        public Field MinusOne;
        public Field D;
        public Field TwoD;
        public Field SqrtM1;
        public Field InvSqrtAMinusD;
        public Field OneMinusDSquared;
        public Field DMinusOneSquared;
        public Field SqrtADMinusOne;
    }
}
