using System.Runtime.InteropServices;

namespace Kuscia.Psi.Kernels;

internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>Scratch memory of one thread for batches of points, aligned to cache lines and cleared when given back.</summary>
    internal sealed class Workspace : IDisposable
    {
        private const int ScratchFields = 8;
        private const int OuterFields = 23;
        private static readonly nuint Size = (nuint)(sizeof(Constants) + ((ScratchFields + OuterFields) * sizeof(Field))
            + ((TableEntries + 1) * sizeof(Cached)) + (Batch * (sizeof(Point) + sizeof(Doubled))) + ((TableEntries + 1) * sizeof(TWord)));

        /// <summary>Allocates the memory.</summary>
        public Workspace()
        {
            Constants = (Constants*)NativeMemory.AlignedAlloc(Size, 64);
            NativeMemory.Clear(Constants, Size);
            Scratch = (Field*)(Constants + 1);
            Outer = Scratch + ScratchFields;
            Table = (Cached*)(Outer + OuterFields);
            Picked = Table + TableEntries;
            Points = (Point*)(Picked + 1);
            Doubled = (Doubled*)(Points + Batch);
            Masks = (TWord*)(Doubled + Batch);
            Fill(Constants);
        }

        /// <summary>The constants.</summary>
        public Constants* Constants { get; }

        /// <summary>Temporaries of point operations.</summary>
        public Field* Scratch { get; }

        /// <summary>Temporaries of the group operations above them.</summary>
        public Field* Outer { get; }

        /// <summary>The eight multiples of the current points.</summary>
        public Cached* Table { get; }

        /// <summary>The entries picked from the table.</summary>
        public Cached* Picked { get; }

        /// <summary>The points of the batch.</summary>
        public Point* Points { get; }

        /// <summary>The doubled points of the batch.</summary>
        public Doubled* Doubled { get; }

        /// <summary>The masks that pick from the table.</summary>
        public TWord* Masks { get; }

        /// <inheritdoc/>
        public void Dispose()
        {
            NativeMemory.Clear(Constants, Size);
            NativeMemory.AlignedFree(Constants);
        }

        private static void Fill(Constants* c)
        {
            Broadcast(&c->Zero, FieldElement.Zero);
            Broadcast(&c->One, FieldElement.One);
            Broadcast(&c->Two, FieldElement.One + FieldElement.One);
            Broadcast(&c->MinusOne, -FieldElement.One);
            Broadcast(&c->D, FieldMath.D);
            Broadcast(&c->TwoD, FieldMath.TwoD);
            Broadcast(&c->SqrtM1, FieldMath.SqrtM1);
            Broadcast(&c->InvSqrtAMinusD, FieldMath.InvSqrtAMinusD);
            Broadcast(&c->OneMinusDSquared, FieldMath.OneMinusDSquared);
            Broadcast(&c->DMinusOneSquared, FieldMath.DMinusOneSquared);
            Broadcast(&c->SqrtADMinusOne, FieldMath.SqrtADMinusOne);
        }
    }
}
