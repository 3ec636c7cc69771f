import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Emulator } from '../emulator.ts';
import { cloudCalls } from './cloud-calls.ts';

/** A schedule as the emulator keeps it. */
export interface Schedule {
  readonly region: string;
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  readonly functionArn: string;
  readonly input: string;
}

const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** All enabled schedules of the regions. */
export async function readSchedules(emulator: Emulator, regions: readonly string[]): Promise<Schedule[]> {
  const each = regions.map(async (region) => {
    const calls = cloudCalls(emulator, region);
    const found: Schedule[] = [];
    let token: unknown;
    do {
      const query = typeof token === 'string' ? `&NextToken=${encodeURIComponent(token)}` : '';
      const page = await calls.scheduler(`/schedules?MaxResults=100${query}`);
      for (const { Name, GroupName } of page.Schedules as { Name: string; GroupName: string }[]) {
        const one = await calls.scheduler(`/schedules/${Name}?groupName=${GroupName}`);
        const { Arn, Input = '{}' } = one.Target as { Arn: string; Input?: string };
        if (one.State !== 'ENABLED') continue;
        const expression = String(one.ScheduleExpression);
        found.push({ region, name: Name, group: GroupName, expression, functionArn: Arn, input: Input });
      }
      token = page.NextToken;
    } while (token);
    return found;
  });
  return (await Promise.all(each)).flat();
}

/** Whether a cron expression of the Scheduler (UTC) names this minute. Minutes and hours only, as our schedules do: `*`, `*​/n`, lists. */
export function isDue(expression: string, tickMs: number): boolean {
  const [, fields = ''] = /^cron\((.*)\)$/.exec(expression) ?? [];
  const [minute, hour, ...rest] = fields.split(' ');
  if (minute === undefined || hour === undefined || !/^(?:\* \* \?|\? \* \*) \*$/.test(rest.join(' '))) {
    throw new Error(`the ticker cannot read the schedule '${expression}'`);
  }
  const at = new Date(tickMs);
  return names(minute, at.getUTCMinutes()) && names(hour, at.getUTCHours());
}

function names(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    const [, from, to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === undefined) throw new Error(`the ticker cannot read the cron field '${field}'`);
    const first = from === '*' ? 0 : Number(from);
    const last = to !== undefined ? Number(to) : from === '*' || step !== undefined ? 59 : first;
    return value >= first && value <= last && (value - first) % Number(step ?? 1) === 0;
  });
}

/** Fires a schedule for a tick as the Scheduler does: an asynchronous invocation, its input's context attribute replaced. */
export async function fire(emulator: Emulator, schedule: Schedule, tickMs: number): Promise<void> {
  const tick = `${new Date(tickMs).toISOString().slice(0, 19)}Z`;
  const { url: endpoint, credentials } = emulator;
  const client = new LambdaClient({ endpoint, credentials, region: schedule.region, maxAttempts: 1 });
  try {
    await client.send(
      new InvokeCommand({
        FunctionName: schedule.functionArn,
        InvocationType: 'Event',
        Payload: schedule.input.replaceAll(SCHEDULED_TIME, tick),
      }),
    );
  } finally {
    client.destroy();
  }
}
