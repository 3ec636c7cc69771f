import type { Server } from 'node:http';

/** Answers that are under way may take this long to be read. */
const LEAVE_MS = 500;

/** Takes no more connections, lets answers out, and cuts off what is left. */
export async function closeServer(server: Server): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), LEAVE_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(timer);
}
