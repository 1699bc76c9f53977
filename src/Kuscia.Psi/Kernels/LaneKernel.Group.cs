namespace Kuscia.Psi.Kernels;

// The operations of Ristretto on all lanes.
internal sealed unsafe partial class LaneKernel<TLanes, TReal, TWord>
{
    /// <summary>Decodes elements; lanes that do not decode hold nonsense.</summary>
    /// <param name="p">The points.</param>
    /// <param name="s">The encodings as numbers, reduced.</param>
    /// <param name="w">Scratch memory.</param>
    /// <returns>The mask of lanes that are valid; whether the bytes were canonical is the caller's to check.</returns>
    private static TWord Decode(Point* p, Field* s, Workspace w)
    {
        Constants* c = w.Constants;
        Field* ss = w.Outer + 8;
        Field* u1 = w.Outer + 9;
        Field* u2 = w.Outer + 10;
        Field* u2Squared = w.Outer + 11;
        Field* v = w.Outer + 12;
        Field* t = w.Outer + 13;
        Field* inverse = w.Outer + 14;
        Square(ss, s);
        SubtractReduced(u1, &c->One, ss);
        AddReduced(u2, &c->One, ss);
        Square(u2Squared, u2);
        Square(t, u1);
        Multiply(t, t, &c->D);
        Negate(t, t);
        SubtractReduced(v, t, u2Squared);
        Multiply(t, v, u2Squared);
        TWord valid = SqrtRatio(inverse, &c->One, t, w);
        Multiply(ss, inverse, u2);
        Add(t, s, s);
        Multiply(&p->X, t, ss);
        Abs(&p->X, &p->X);
        Multiply(t, inverse, ss);
        Multiply(t, t, v);
        Multiply(&p->Y, u1, t);
        p->Z = c->One;
        Multiply(&p->T, &p->X, &p->Y);
        return TLanes.Except(valid, TLanes.Or(IsNegative(&p->T), TLanes.Or(IsZero(&p->Y), IsZero(s))));
    }

    /// <summary>p = the map of RFC 9496 §4.3.4 applied to reduced numbers.</summary>
    private static void Map(Point* p, Field* t, Workspace w)
    {
        Constants* c = w.Constants;
        Field* r = w.Outer + 8;
        Field* u = w.Outer + 9;
        Field* v = w.Outer + 10;
        Field* s = w.Outer + 11;
        Field* x = w.Outer + 12;
        Field* n = w.Outer + 13;
        Square(r, t);
        Multiply(r, r, &c->SqrtM1);
        Add(x, r, &c->One);
        Multiply(u, x, &c->OneMinusDSquared);
        Multiply(x, r, &c->D);
        SubtractReduced(x, &c->MinusOne, x);
        Add(n, r, &c->D);
        Multiply(v, n, x);
        TWord wasSquare = SqrtRatio(s, u, v, w);
        Multiply(x, s, t);
        Abs(x, x);
        Negate(x, x);
        Select(s, x, s, wasSquare);
        Select(x, r, &c->MinusOne, wasSquare);
        Subtract(n, r, &c->One);
        Multiply(n, n, x);
        Multiply(n, n, &c->DMinusOneSquared);
        SubtractReduced(n, n, v);
        FinishMap(p, s, v, n, w);
    }

    private static void FinishMap(Point* p, Field* s, Field* v, Field* n, Workspace w)
    {
        Constants* c = w.Constants;
        Field* w0 = w.Outer + 14;
        Field* w1 = w.Outer + 15;
        Field* w2 = w.Outer + 16;
        Field* w3 = w.Outer + 17;
        Add(w0, s, s);
        Multiply(w0, w0, v);
        Multiply(w1, n, &c->SqrtADMinusOne);
        Square(w3, s);
        Subtract(w2, &c->One, w3);
        Add(w3, w3, &c->One);
        Multiply(&p->X, w3, w0);
        Multiply(&p->Y, w2, w1);
        Multiply(&p->Z, w3, w1);
        Multiply(&p->T, w2, w0);
    }

    /// <summary>Prepares the doubles of points for encoding and takes their denominators into the product of the batch.</summary>
    private static void PrepareDouble(Doubled* r, Point* p, Field* before, Workspace w)
    {
        Field* zz = w.Outer + 8;
        Field* dtt = w.Outer + 9;
        Field* x = w.Outer + 10;
        Square(zz, &p->Z);
        Square(dtt, &p->T);
        Multiply(dtt, dtt, &w.Constants->D);
        Multiply(x, &p->X, &p->Y);
        AddReduced(&r->E, x, x);
        AddReduced(&r->F, zz, dtt);
        SubtractReduced(&r->H, zz, dtt);
        Square(zz, &p->X);
        Square(x, &p->Y);
        AddReduced(&r->G, x, zz);
        Multiply(&r->Eg, &r->E, &r->G);
        Multiply(&r->Fh, &r->F, &r->H);
        Multiply(x, &r->Eg, &r->Fh);
        // Zero only for the identity; one keeps the rest of the batch whole.
        Select(&r->Denominator, x, &w.Constants->One, IsZero(x));
        r->Before = *before;
        Multiply(before, before, &r->Denominator);
    }

    /// <summary>s = the encodings of the doubles as canonical words. <paramref name="inverse"/> is that of the running product and is moved on.</summary>
    private static void EncodeDouble(Field* s, Doubled* d, Field* inverse, Workspace w)
    {
        Constants* c = w.Constants;
        Field* own = w.Outer + 8;
        Field* zInverse = w.Outer + 9;
        Field* x = w.Outer + 10;
        Field* e = w.Outer + 11;
        Field* g = w.Outer + 12;
        Field* h = w.Outer + 13;
        Field* magic = w.Outer + 14;
        Multiply(own, inverse, &d->Before);
        Multiply(inverse, inverse, &d->Denominator);
        Multiply(zInverse, &d->Eg, own);
        Multiply(x, &d->Eg, zInverse);
        TWord rotate = IsNegative(x);
        Select(e, &d->E, &d->G, rotate);
        Negate(x, &d->E);
        Select(g, &d->G, x, rotate);
        Multiply(x, &d->F, &c->SqrtM1);
        Select(h, &d->H, x, rotate);
        Select(magic, &c->InvSqrtAMinusD, &c->SqrtM1, rotate);
        Multiply(x, h, e);
        Multiply(x, x, zInverse);
        Negate(g, g, IsNegative(x));
        Subtract(x, h, g);
        Multiply(x, x, magic);
        Multiply(zInverse, &d->Fh, own);
        Multiply(zInverse, zInverse, g);
        Multiply(x, x, zInverse);
        Abs(x, x);
        Canonicalize(s, x);
    }
}
