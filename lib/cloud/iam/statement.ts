/** One statement of a policy, as IAM reads it. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export function allow(action: readonly string[], resource: readonly string[], rest?: Partial<Statement>): Statement {
  return { Effect: 'Allow', Action: action, Resource: resource, ...rest };
}

export function policy(statements: readonly Statement[]): object {
  return { Version: '2012-10-17', Statement: statements };
}
