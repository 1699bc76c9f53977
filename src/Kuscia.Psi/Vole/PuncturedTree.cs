using System.Runtime.Intrinsics;

namespace Kuscia.Psi.Vole;

/// <summary>
/// The tree of Goldreich, Goldwasser and Micali: each node gives two children. With one sum per level and side a partner can rebuild all
/// leaves but one. Buffers are kept between trees; one instance per thread.
/// </summary>
internal sealed class PuncturedTree(VoleShape shape)
{
    private readonly Block[] _left = new Block[(shape.Leaves / 2) + 1];
    private readonly Block[] _right = new Block[(shape.Leaves / 2) + 1];
    private readonly Block[] _nodes = new Block[shape.Leaves + 1];

    /// <summary>Grows a whole tree.</summary>
    /// <param name="root">A uniform seed.</param>
    /// <param name="leaves">Gets the leaves.</param>
    /// <param name="sums">Gets for each level the sums of all left and of all right children.</param>
    /// <returns>The sum of all leaves.</returns>
    public Block Grow(Block root, Span<Block> leaves, Span<Block> sums)
    {
        _nodes[0] = root;
        for (int level = 0; level < shape.Depth; level++)
        {
            int width = Width(level + 1);
            Span<Block> children = level + 1 == shape.Depth ? leaves : _nodes;
            Split(Width(level));
            (sums[2 * level], sums[(2 * level) + 1]) = Interleave(children, width);
        }

        return sums[(2 * shape.Depth) - 2] ^ sums[(2 * shape.Depth) - 1];
    }

    /// <summary>Rebuilds all leaves but one, which becomes zero.</summary>
    /// <param name="hole">The leaf that stays unknown.</param>
    /// <param name="sums">For each level the sum of the side that does not lead to the hole.</param>
    /// <param name="leaves">Gets the leaves.</param>
    /// <returns>The sum of the known leaves.</returns>
    public Block Rebuild(int hole, ReadOnlySpan<Block> sums, Span<Block> leaves)
    {
        _nodes[0] = Vector128<ulong>.Zero;
        for (int level = 0; level < shape.Depth; level++)
        {
            int width = Width(level + 1);
            Span<Block> children = level + 1 == shape.Depth ? leaves : _nodes;
            int parents = Width(level);
            Split(parents);
            int path = hole >> (shape.Depth - 1 - level);
            _left[path >> 1] = default;
            _right[path >> 1] = default;
            (Block left, Block right) = Interleave(children, width);
            int sibling = path ^ 1;
            if (sibling < width)
            {
                children[sibling] = sums[level] ^ ((sibling & 1) == 0 ? left : right);
            }
        }

        Block sum = default;
        foreach (Block leaf in leaves)
        {
            sum ^= leaf;
        }

        return sum;
    }

    private int Width(int level)
    {
        int below = shape.Depth - level;
        return (shape.Leaves + (1 << below) - 1) >> below;
    }

    private void Split(int parents)
    {
        PublicAes.Left.Hash(_nodes.AsSpan(0, parents), _left);
        PublicAes.Right.Hash(_nodes.AsSpan(0, parents), _right);
    }

    private (Block Left, Block Right) Interleave(Span<Block> children, int width)
    {
        Block left = default;
        Block right = default;
        int pairs = width / 2;
        ReadOnlySpan<Block> lefts = _left.AsSpan(0, pairs);
        ReadOnlySpan<Block> rights = _right.AsSpan(0, pairs);
        for (int i = 0; i < lefts.Length && i < rights.Length; i++)
        {
            children[2 * i] = lefts[i];
            children[(2 * i) + 1] = rights[i];
            left ^= lefts[i];
            right ^= rights[i];
        }

        if ((width & 1) == 1)
        {
            children[width - 1] = _left[pairs];
            left ^= _left[pairs];
        }

        return (left, right);
    }
}
