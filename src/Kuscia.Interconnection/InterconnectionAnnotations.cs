using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection;

/// <summary>Annotations that only this implementation writes; peers of other make ignore them.</summary>
internal static class InterconnectionAnnotations
{
    /// <summary>On mailbox objects: uid of the host's original, to tell an object from a later one of the same name.</summary>
    public const string HostUid = WellKnownAnnotations.Prefix + "host-uid";

    /// <summary>On a member's copy: uid of the mailbox object it belongs to.</summary>
    public const string MailboxUid = WellKnownAnnotations.Prefix + "mailbox-uid";

    /// <summary>On a job summary, written by the member: when it last pulled the job.</summary>
    public const string MemberPulled = WellKnownAnnotations.Prefix + "member-pulled-at";

    /// <summary>On a job summary, written by the member: what became of the job there.</summary>
    public const string MemberAnswer = WellKnownAnnotations.Prefix + "member-answer";

    /// <summary>True for a mailbox object that was not made for this object: for an earlier one of the same name, or by the partner who owns the mailbox.</summary>
    public static bool IsOfAnother(ObjectMeta mailed, ObjectMeta original) => mailed.Annotation(HostUid) != original.Uid;
}
