/** As a shell counts a program that SIGPIPE ended. */
const BROKEN_PIPE = 128 + 13;

/**
 * Ends the process when nothing more can be printed: without a word when the reader went away (`| head`), as every other
 * program in a pipe does; otherwise, as on a full disk, with the reason and exit code 3.
 */
export function endWhenOutputFails(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
      if (stream === process.stdout) process.stderr.write(`probewright: cannot print: ${error.message}\n`);
      process.exit(3);
    });
  }
}
