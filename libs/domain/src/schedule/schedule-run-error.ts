/** Why a firing could not be submitted; each has its name among the task error codes where it means the same. */
export const ScheduleRunError = {
  AgentNotFound: 'AGENT_NOT_FOUND',
  ParametersInvalid: 'PARAMETERS_INVALID',
  /** The keys of this installation do not open what the schedule hands over. */
  PayloadUnreadable: 'PAYLOAD_UNREADABLE',
  /** Whoever made the schedule is disabled, or may only read. */
  OwnerMayNotSubmit: 'OWNER_MAY_NOT_SUBMIT',
  /** The database refused the data. */
  DataRejected: 'DATA_REJECTED',
  /** Its template is gone, or its inputs no longer fit. */
  WorkflowRefused: 'WORKFLOW_REFUSED',
} as const;
export type ScheduleRunError = (typeof ScheduleRunError)[keyof typeof ScheduleRunError];
