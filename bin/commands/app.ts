import type { Command } from '../command.ts';

const HELP = `Usage: probewright app

The app of the AWS CDK: «cdk synth», «cdk diff» and «cdk deploy» call it, because cdk.json says so. It takes its options from them:
«cdk -c definitions=DIR -c config=FILE …» names other definitions than those of this folder.
`;

/** What cdk.json of a folder of one's own names, so that the folder needs no code. */
export const command: Command = {
  summary: 'what the AWS CDK calls, as cdk.json says',
  help: HELP,
  async run() {
    await import('../app.ts');
    return Number(process.exitCode ?? 0);
  },
};
