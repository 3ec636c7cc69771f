/** What a dialogue showed; whole at every moment, also after a failure. */
export interface DialogueSeen {
  /** One entry a move with labels. */
  readonly expectInfo: Readonly<Record<string, string>>[];
  failedDueToPattern: boolean;
  failedDueToBytes: boolean;
  /** All that was received. */
  text: string;
}

export function createDialogueSeen(): DialogueSeen {
  return { expectInfo: [], failedDueToPattern: false, failedDueToBytes: false, text: '' };
}
