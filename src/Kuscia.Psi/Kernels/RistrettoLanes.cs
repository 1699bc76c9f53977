using System.Runtime.Intrinsics;
using static Kuscia.Psi.Kernels.FieldLanes;

namespace Kuscia.Psi.Kernels;

/// <summary>The operations of <see cref="Ristretto"/> on eight elements at a time.</summary>
internal static unsafe class RistrettoLanes
{
    /// <summary>Decodes eight elements; lanes that do not decode hold nonsense.</summary>
    /// <param name="p">The points.</param>
    /// <param name="s">The encodings as field elements.</param>
    /// <param name="w">Scratch memory.</param>
    /// <returns>The mask of lanes that are valid; whether the bytes were canonical is the caller's to check.</returns>
    public static Vector512<ulong> Decode(PointVector* p, FieldVector* s, LaneWorkspace w)
    {
        LaneConstants* c = w.Constants;
        FieldVector* ss = w.Outer + 8;
        FieldVector* u1 = w.Outer + 9;
        FieldVector* u2 = w.Outer + 10;
        FieldVector* u2Squared = w.Outer + 11;
        FieldVector* v = w.Outer + 12;
        FieldVector* t = w.Outer + 13;
        FieldVector* inverse = w.Outer + 14;
        Square(ss, s);
        Subtract(u1, &c->One, ss);
        FieldLanes.Add(u2, &c->One, ss);
        Square(u2Squared, u2);
        Square(t, u1);
        Multiply(t, t, &c->D);
        Negate(v, t);
        Subtract(v, v, u2Squared);
        Reduce(v, v);
        Multiply(t, v, u2Squared);
        Vector512<ulong> valid = SqrtRatio(inverse, &c->One, t, w);
        Multiply(ss, inverse, u2);
        FieldLanes.Add(t, s, s);
        Multiply(&p->X, t, ss);
        Abs(&p->X, &p->X);
        Multiply(t, inverse, ss);
        Multiply(t, t, v);
        Multiply(&p->Y, u1, t);
        p->Z = c->One;
        Reduce(&p->X, &p->X);
        Multiply(&p->T, &p->X, &p->Y);
        return valid & ~IsNegative(&p->T) & ~IsZero(&p->Y) & ~IsZero(s);
    }

    /// <summary>p = the map of RFC 9496 §4.3.4 applied to eight field elements.</summary>
    public static void Map(PointVector* p, FieldVector* t, LaneWorkspace w)
    {
        LaneConstants* c = w.Constants;
        FieldVector* r = w.Outer + 8;
        FieldVector* u = w.Outer + 9;
        FieldVector* v = w.Outer + 10;
        FieldVector* s = w.Outer + 11;
        FieldVector* x = w.Outer + 12;
        FieldVector* n = w.Outer + 13;
        Square(r, t);
        Multiply(r, r, &c->SqrtM1);
        FieldLanes.Add(x, r, &c->One);
        Multiply(u, x, &c->OneMinusDSquared);
        Multiply(x, r, &c->D);
        Subtract(x, &c->MinusOne, x);
        FieldLanes.Add(n, r, &c->D);
        Multiply(v, x, n);
        Vector512<ulong> wasSquare = SqrtRatio(s, u, v, w);
        Multiply(x, s, t);
        Abs(x, x);
        Reduce(x, x);
        Negate(x, x);
        Select(s, x, s, wasSquare);
        Reduce(s, s);
        Select(x, r, &c->MinusOne, wasSquare);
        Subtract(n, r, &c->One);
        Multiply(n, n, x);
        Multiply(n, n, &c->DMinusOneSquared);
        Subtract(n, n, v);
        FinishMap(p, s, v, n, w);
    }

    /// <summary>Prepares the doubles of eight points for encoding.</summary>
    public static void PrepareDouble(DoubledVector* r, PointVector* p, FieldVector* before, LaneWorkspace w)
    {
        LaneConstants* c = w.Constants;
        FieldVector* zz = w.Outer + 8;
        FieldVector* dtt = w.Outer + 9;
        FieldVector* x = w.Outer + 10;
        Square(zz, &p->Z);
        Square(dtt, &p->T);
        Multiply(dtt, dtt, &c->D);
        Multiply(x, &p->X, &p->Y);
        FieldLanes.Add(&r->E, x, x);
        FieldLanes.Add(&r->F, zz, dtt);
        Subtract(&r->H, zz, dtt);
        Square(zz, &p->X);
        Square(x, &p->Y);
        FieldLanes.Add(&r->G, x, zz);
        Reduce(&r->E, &r->E);
        Reduce(&r->F, &r->F);
        Reduce(&r->G, &r->G);
        Reduce(&r->H, &r->H);
        Multiply(&r->Eg, &r->E, &r->G);
        Multiply(&r->Fh, &r->F, &r->H);
        Multiply(x, &r->Eg, &r->Fh);
        // Zero only for the identity; one keeps the rest of the batch whole.
        Select(&r->Denominator, x, &c->One, IsZero(x));
        r->Before = *before;
        Multiply(before, before, &r->Denominator);
    }

    /// <summary>s = the encodings of the doubles, canonical. <paramref name="inverse"/> is that of the running product and is moved on.</summary>
    public static void EncodeDouble(FieldVector* s, DoubledVector* d, FieldVector* inverse, LaneWorkspace w)
    {
        LaneConstants* c = w.Constants;
        FieldVector* own = w.Outer + 8;
        FieldVector* zInverse = w.Outer + 9;
        FieldVector* x = w.Outer + 10;
        FieldVector* e = w.Outer + 11;
        FieldVector* g = w.Outer + 12;
        FieldVector* h = w.Outer + 13;
        FieldVector* magic = w.Outer + 14;
        Multiply(own, inverse, &d->Before);
        Multiply(inverse, inverse, &d->Denominator);
        Multiply(zInverse, &d->Eg, own);
        Multiply(x, &d->Eg, zInverse);
        Vector512<ulong> rotate = IsNegative(x);
        Select(e, &d->E, &d->G, rotate);
        Negate(x, &d->E);
        Reduce(x, x);
        Select(g, &d->G, x, rotate);
        Multiply(x, &d->F, &c->SqrtM1);
        Select(h, &d->H, x, rotate);
        Select(magic, &c->InvSqrtAMinusD, &c->SqrtM1, rotate);
        Multiply(x, h, e);
        Multiply(x, x, zInverse);
        NegateWhere(g, g, IsNegative(x));
        Reduce(g, g);
        Subtract(x, h, g);
        Multiply(x, x, magic);
        Multiply(zInverse, &d->Fh, own);
        Multiply(zInverse, zInverse, g);
        Multiply(x, x, zInverse);
        Abs(x, x);
        Canonicalize(s, x);
    }

    private static void FinishMap(PointVector* p, FieldVector* s, FieldVector* v, FieldVector* n, LaneWorkspace w)
    {
        LaneConstants* c = w.Constants;
        FieldVector* w0 = w.Outer + 14;
        FieldVector* w1 = w.Outer + 15;
        FieldVector* w2 = w.Outer + 16;
        FieldVector* w3 = w.Outer + 17;
        FieldLanes.Add(w0, s, s);
        Multiply(w0, w0, v);
        Multiply(w1, n, &c->SqrtADMinusOne);
        Square(w3, s);
        Subtract(w2, &c->One, w3);
        FieldLanes.Add(w3, w3, &c->One);
        Multiply(&p->X, w0, w3);
        Multiply(&p->Y, w2, w1);
        Multiply(&p->Z, w1, w3);
        Multiply(&p->T, w0, w2);
    }

    /// <summary>SQRT_RATIO_M1 on eight lanes; u and v reduced.</summary>
    private static Vector512<ulong> SqrtRatio(FieldVector* root, FieldVector* u, FieldVector* v, LaneWorkspace w)
    {
        LaneConstants* c = w.Constants;
        FieldVector* x = w.Outer;
        FieldVector* r = w.Outer + 1;
        FieldVector* check = w.Outer + 2;
        FieldVector* other = w.Outer + 3;
        Square(x, v);
        Multiply(x, x, v);
        Multiply(r, x, u);
        Square(x, x);
        Multiply(x, x, v);
        Multiply(x, x, u);
        PowerLanes.PowP58(x, x, w);
        Multiply(r, r, x);
        Square(check, r);
        Multiply(check, check, v);
        Vector512<ulong> correct = Equal(check, u);
        FieldLanes.Add(x, check, u);
        Vector512<ulong> flipped = IsZero(x);
        Multiply(x, u, &c->SqrtM1);
        FieldLanes.Add(x, x, check);
        Vector512<ulong> flippedI = IsZero(x);
        Multiply(other, r, &c->SqrtM1);
        Select(r, r, other, flipped | flippedI);
        Abs(root, r);
        Reduce(root, root);
        return correct | flipped;
    }
}
