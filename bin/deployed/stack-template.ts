import type { TickEvent } from '../../lib/model/shard.ts';

/** A function as a stack's template declares it. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly maxAgeSeconds: number;
  /** Where its code is. */
  readonly bucket: string;
  readonly key: string;
  readonly schedules: readonly { readonly shard: string; readonly schedule: string }[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The functions of a template that the CDK made, with the schedules that call them. */
export function functionsIn(
  template: unknown,
  place: { readonly account: string; readonly region: string },
): DeployedFunction[] {
  const resources = Object.entries(((template as { Resources?: object }).Resources ?? {}) as Record<string, Resource>);
  const text = (value: unknown): string => substituted(value, place);
  const ages = new Map<string, number>();
  const schedules = new Map<string, { shard: string; schedule: string }[]>();
  for (const [, { Type, Properties = {} }] of resources) {
    if (Type === 'AWS::Lambda::EventInvokeConfig') {
      ages.set(calledId(Properties.FunctionName), Number(Properties.MaximumEventAgeInSeconds));
    }
    if (Type !== 'AWS::Scheduler::Schedule') continue;
    const { Arn, Input } = Properties.Target as { readonly Arn: unknown; readonly Input?: string };
    const { shard } = JSON.parse(Input ?? '{}') as Partial<TickEvent>;
    if (shard === undefined) continue;
    const id = calledId(Arn);
    schedules.set(id, [...(schedules.get(id) ?? []), { shard, schedule: text(Properties.ScheduleExpression) }]);
  }
  return resources.flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== 'AWS::Lambda::Function') return [];
    const code = Properties.Code as { readonly S3Bucket: unknown; readonly S3Key: unknown };
    return [
      {
        functionName: text(Properties.FunctionName),
        memoryMb: Number(Properties.MemorySize),
        timeoutSeconds: Number(Properties.Timeout),
        maxAgeSeconds: ages.get(id) ?? 0,
        bucket: text(code.S3Bucket),
        key: text(code.S3Key),
        schedules: schedules.get(id) ?? [],
      },
    ];
  });
}

/** The resource that a Ref or GetAtt names. */
function calledId(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return String(value.Ref);
  if (!('Fn::GetAtt' in value)) return '';
  const path = value['Fn::GetAtt'];
  return Array.isArray(path) ? String(path[0]) : String(path).split('.', 1).join('');
}

/** A text with the account and the region put in: what the CDK's synthesizer leaves open. */
function substituted(
  value: unknown,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  const plain = typeof value === 'object' && value !== null && 'Fn::Sub' in value ? value['Fn::Sub'] : value;
  return String(plain).replaceAll('${AWS::AccountId}', account).replaceAll('${AWS::Region}', region);
}
