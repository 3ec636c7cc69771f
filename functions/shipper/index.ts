import { createHandler } from './create-handler.ts';

/** What Lambda calls for messages of the queue, and by the clock. */
export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
