/** What CloudFormation's pseudo parameters stand for. */
export interface Pseudo {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * A template's value as CloudFormation would fill it in: pseudo parameters, joins, and references to other resources as
 * `<ID>` or `<ID.Attribute>`.
 */
export function resolveIntrinsics(value: unknown, pseudo: Pseudo): unknown {
  if (Array.isArray(value)) return value.map((one) => resolveIntrinsics(one, pseudo));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, argument] = entries[0] ?? [];
  if (entries.length === 1 && key === 'Ref') return reference(String(argument), pseudo);
  if (entries.length === 1 && key === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (entries.length === 1 && key === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => String(resolveIntrinsics(part, pseudo))).join(separator);
  }
  if (entries.length === 1 && key?.startsWith('Fn::')) return `<${key}>`;
  return Object.fromEntries(entries.map(([name, one]) => [name, resolveIntrinsics(one, pseudo)]));
}

function reference(name: string, { partition, region, account }: Pseudo): string {
  const known: Readonly<Record<string, string>> = {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  return known[name] ?? `<${name}>`;
}
