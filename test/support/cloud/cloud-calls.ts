import { AwsClient } from 'aws4fetch';
import type { Emulator } from '../emulator.ts';

/** Calls to services whose clients the project does not otherwise need, signed by an independent implementation. */
export interface CloudCalls {
  /** An action of SQS, in AWS JSON 1.0. */
  sqs(action: string, input: object): Promise<Record<string, unknown>>;
  /** A resource of EventBridge Scheduler, such as `/schedules?MaxResults=100`. */
  scheduler(path: string): Promise<Record<string, unknown>>;
  /** An action of a service with AWS's query protocol (SNS, CloudWatch, EC2, IAM); its answer's XML. */
  query(
    service: 'sns' | 'monitoring' | 'ec2' | 'iam',
    action: string,
    input?: Readonly<Record<string, string>>,
  ): Promise<string>;
}

const VERSIONS = { sns: '2010-03-31', monitoring: '2010-08-01', ec2: '2016-11-15', iam: '2010-05-08' } as const;

export function cloudCalls(emulator: Emulator, region: string): CloudCalls {
  const client = (service: string) => new AwsClient({ ...emulator.credentials, service, region, retries: 0 });
  const sqs = client('sqs');
  const scheduler = client('scheduler');
  return {
    async sqs(action, input) {
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` };
      const body = JSON.stringify(input);
      return JSON.parse(await textOf(await sqs.fetch(`${emulator.url}/`, { method: 'POST', headers, body }))) ?? {};
    },
    async scheduler(path) {
      return JSON.parse(await textOf(await scheduler.fetch(`${emulator.url}${path}`)));
    },
    async query(service, action, input = {}) {
      const body = new URLSearchParams({ Action: action, Version: VERSIONS[service], ...input }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
      return textOf(await client(service).fetch(`${emulator.url}/`, { method: 'POST', headers, body }));
    },
  };
}

async function textOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${text.slice(0, 500)}`);
  return text === '' ? 'null' : text;
}
