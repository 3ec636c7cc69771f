import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { pythonPath } from '../../../tools/python.ts';
import type { Emulator } from '../emulator.ts';
import { cloudCalls } from './cloud-calls.ts';

/** A function of one module in the emulator, tried once; its ARN. */
export async function deployFunction(emulator: Emulator, name: string, module: string): Promise<string> {
  const client = lambdaOf(emulator);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  await cloudCalls(emulator, emulator.region).query('iam', 'CreateRole', { RoleName: name, AssumeRolePolicyDocument });
  const { FunctionArn = '' } = await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${emulator.account}:role/${name}`,
      Timeout: 10,
      MemorySize: 512,
      Code: { ZipFile: zipOf(module) },
    }),
  );
  await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName: name, MaximumRetryAttempts: 0 }));
  return FunctionArn;
}

/** Feeds a function from a queue, failures told message by message. */
export async function feedFunction(emulator: Emulator, name: string, queueArn: string): Promise<void> {
  await lambdaOf(emulator).send(
    new CreateEventSourceMappingCommand({
      FunctionName: name,
      EventSourceArn: queueArn,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
}

export function lambdaOf({ url, region, credentials }: Emulator): LambdaClient {
  return new LambdaClient({ endpoint: url, region, credentials, maxAttempts: 1 });
}

function zipOf(module: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-zip-'));
  try {
    writeFileSync(join(folder, 'index.mjs'), module);
    execFileSync(pythonPath(), ['-m', 'zipfile', '-c', 'code.zip', 'index.mjs'], { cwd: folder });
    return readFileSync(join(folder, 'code.zip'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
