namespace Kuscia.Model.Resources;

/// <summary>Values of a KusciaJob's <c>status.phase</c>.</summary>
public static class JobPhase
{
    /// <summary>The first letter is lower-case on the wire.</summary>
    public const string Initialized = "initialized";
    public const string AwaitingApproval = "AwaitingApproval";
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Suspended = "Suspended";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";
    public const string Cancelled = "Cancelled";
    public const string ApprovalReject = "ApprovalReject";
}

/// <summary>Values of the label <c>job-stage</c>.</summary>
public static class JobStage
{
    public const string Create = "Create";
    public const string Start = "Start";
    public const string Stop = "Stop";
    public const string Cancel = "Cancel";
    public const string Restart = "Restart";
    public const string Suspend = "Suspend";

    /// <summary>The value of <c>status.stageStatus</c> that says a party has carried out a command.</summary>
    public static string Succeeded(string stage) => $"Job{stage}StageSucceeded";

    /// <summary>The value of <c>status.stageStatus</c> that says a party could not carry out a command.</summary>
    public static string Failed(string stage) => $"Job{stage}StageFailed";
}

/// <summary>Values of a KusciaJob's <c>status.approveStatus</c>.</summary>
public static class JobApproval
{
    public const string Accepted = "JobAccepted";
    public const string Rejected = "JobRejected";
}

/// <summary>Values of a KusciaTask's <c>status.phase</c> and of its parties.</summary>
public static class TaskPhase
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    /// <summary>True for Succeeded and Failed.</summary>
    public static bool IsFinal(string? phase) => phase is Succeeded or Failed;
}

/// <summary>Values of a TaskResourceGroup's <c>status.phase</c>.</summary>
public static class TaskResourceGroupPhase
{
    public const string Pending = "Pending";
    public const string Creating = "Creating";
    public const string Reserving = "Reserving";
    public const string Reserved = "Reserved";
    public const string ReserveFailed = "ReserveFailed";
    public const string Failed = "Failed";
}

/// <summary>Values of a TaskResource's <c>status.phase</c>.</summary>
public static class TaskResourcePhase
{
    public const string Pending = "Pending";
    public const string Reserving = "Reserving";
    public const string Reserved = "Reserved";
    public const string Schedulable = "Schedulable";
    public const string Failed = "Failed";
}

/// <summary>Values of a KusciaDeployment's <c>status.phase</c> and of its parties.</summary>
public static class DeploymentPhase
{
    public const string Progressing = "Progressing";
    public const string PartialAvailable = "PartialAvailable";
    public const string Available = "Available";
    public const string Failed = "Failed";
}
