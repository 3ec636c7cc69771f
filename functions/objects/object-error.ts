export interface ObjectTrouble {
  /** What was asked for: `put`, `get`, `list`, `delete`. */
  readonly operation: string;
  readonly bucket: string;
  /** Or the prefix of a list. */
  readonly key: string;
  /** Absent when no answer came. */
  readonly status?: number;
  /** S3's own: `AccessDenied`, `NoSuchBucket`, `SlowDown` …; `NoAnswer` when none came. */
  readonly code: string;
  /** S3's words, or why no answer came. */
  readonly words: string;
  /** Where the bucket is, when that is what was wrong. */
  readonly region?: string;
}

/** A store of objects did not do what it was asked to: our own side's fault, never the target's. Names no credentials. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError' as const;
  readonly status: number | undefined;
  readonly code: string;
  constructor(trouble: ObjectTrouble, options?: ErrorOptions) {
    super(sentence(trouble), options);
    this.status = trouble.status;
    this.code = trouble.code;
  }
}

const WORDS_LENGTH = 300;

function sentence(trouble: ObjectTrouble): string {
  const { operation, bucket, key, status, code, words } = trouble;
  const answer = status === undefined ? words : `${status} ${code}${words === '' ? '' : `: ${words}`}`;
  const what = `The bucket ${bucket} did not ${operation} '${key}': ${shown(answer)}`;
  const remedy = remedyOf(trouble);
  return remedy === undefined ? what : `${/[.!?…]$/.test(what) ? what : `${what}.`} ${remedy}`;
}

/** On one line, and not endless: it is the far side's. */
function shown(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > WORDS_LENGTH ? `${line.slice(0, WORDS_LENGTH)}…` : line;
}

function remedyOf({ code, operation, bucket, key, region }: ObjectTrouble): string | undefined {
  switch (code) {
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return `Who asks must be allowed to ${operation} this key, by its role and by the bucket's policy.`;
    case 'NoSuchBucket':
      return `Deploy what makes the bucket ${bucket} first, or correct its name.`;
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return region === undefined
        ? 'Name the region that the bucket is in.'
        : `The bucket is in ${region}: name that region.`;
    case 'ExpiredToken':
    case 'InvalidAccessKeyId':
    case 'InvalidToken':
    case 'SignatureDoesNotMatch':
      return 'The credentials are not valid (any more): give new ones.';
    case 'RequestTimeTooSkewed':
      return 'Set the clock of this machine: it is more than 15 minutes off.';
    case 'KMS.DisabledException':
    case 'KMS.NotFoundException':
      return `The key that encrypts ${bucket} cannot be used to ${operation} '${key}': enable it.`;
    default:
      return undefined;
  }
}
