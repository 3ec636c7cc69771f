import { type Command, UsageError } from '../command.ts';

const HELP = `Usage: probewright app

The app of the AWS CDK: «cdk synth», «cdk diff» and «cdk deploy» call it, because cdk.json says so. It takes its options from them:
«cdk -c definitions=DIR -c config=FILE …» names other definitions than those of this folder.
`;

/** What cdk.json of a folder of one's own names, so that the folder needs no code. */
export const command: Command = { summary: 'what the AWS CDK calls, as cdk.json says', help: HELP, run };

async function run(): Promise<number> {
  try {
    await import('../app.ts');
  } catch (error) {
    const missing = /^Cannot find package '(aws-cdk-lib|constructs|esbuild)'/.exec(messageOf(error))?.[1];
    if (missing === undefined) throw error;
    throw new UsageError(
      `${missing} is not installed: a deploy needs it, and nothing else does. «probewright init .» writes the right versions into package.json; or: npm install --save-dev aws-cdk aws-cdk-lib constructs esbuild`,
      { cause: error },
    );
  }
  return Number(process.exitCode ?? 0);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}
