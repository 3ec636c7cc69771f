import { CfnEventInvokeConfig, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Installation } from '../../model/installation.ts';
import { makeFunctionAsset } from '../assets/function-asset.ts';
import type { HandlerName } from '../assets/handler-entry.ts';
import { arn } from '../iam/arns.ts';
import { makeServiceRole } from '../iam/service-role.ts';
import { allow, type Statement } from '../iam/statement.ts';
import { nameOf, roleName } from '../names.ts';
import { keep } from './keep.ts';
import { keptDays } from './kept-days.ts';

export interface NodeFunctionProps {
  readonly installation: Pick<Installation, 'id' | 'roles' | 'logRetentionDays'>;
  /** What follows the installation's id in the names of the function and its role. */
  readonly name: readonly string[];
  readonly description: string;
  readonly handler: HandlerName;
  /** Beside the bundle: path in the asset, and text. */
  readonly files: ReadonlyMap<string, string>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** An invocation that waits longer is dropped; AWS takes 60 to 21,600. */
  readonly maxAgeSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What it may do, beside writing its own log. */
  readonly statements: readonly Statement[];
  /** Of a function that writes to the journal. */
  readonly location?: string;
  readonly network?: CfnFunction.VpcConfigProperty;
  readonly reservedConcurrency?: number;
}

/**
 * A function on Graviton with a role and a log group of its own. It logs what went wrong, no line a run; an invocation that
 * fails is not tried again, since its tick is over.
 */
export function makeNodeFunction(scope: Construct, id: string, props: NodeFunctionProps): CfnFunction {
  const { installation, name, description, files, handler, location, network, reservedConcurrency } = props;
  const functionName = nameOf(installation, ...name);
  const logGroup = new CfnLogGroup(scope, `${id}Log`, {
    logGroupName: `/aws/lambda/${functionName}`,
    retentionInDays: keptDays(installation.logRetentionDays),
  });
  keep(logGroup, false);
  const role = makeServiceRole(scope, `${id}Role`, {
    name: roleName(installation, ...name),
    settings: installation.roles,
    service: 'lambda',
    ...(location !== undefined && { location }),
    statements: [writeLog(functionName), ...props.statements],
  });
  const asset = makeFunctionAsset(scope, `${id}Asset`, { handler, files });
  const made = new CfnFunction(scope, id, {
    functionName,
    description,
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    code: { s3Bucket: asset.s3BucketName, s3Key: asset.s3ObjectKey },
    role: role.attrArn,
    memorySize: props.memoryMb,
    timeout: props.timeoutSeconds,
    environment: { variables: props.environment },
    loggingConfig: { logFormat: 'JSON', applicationLogLevel: 'WARN', systemLogLevel: 'WARN', logGroup: logGroup.ref },
    ...(network && { vpcConfig: network }),
    ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
  });
  asset.addResourceMetadata(made, 'Code');
  neverTwice(scope, `${id}Invocations`, made, props.maxAgeSeconds);
  return made;
}

function writeLog(functionName: string): Statement {
  const streams = arn('logs', `log-group:/aws/lambda/${functionName}:*`);
  return allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [streams]);
}

/** Lambda tries a failed invocation of the Scheduler's twice more unless it is told not to. */
function neverTwice(scope: Construct, id: string, made: CfnFunction, maxAgeSeconds: number): void {
  new CfnEventInvokeConfig(scope, id, {
    functionName: made.ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: Math.min(21_600, Math.max(60, Math.ceil(maxAgeSeconds))),
  });
}
