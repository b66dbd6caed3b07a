import { codeOf } from './bus-connection';

const NOTIFICATION_QUEUE_FULL = '54000';

/**
 * A listener that hangs in a transaction can fill the server's notification queue, and then every statement that
 * notifies fails. The message matters more than the wake-up: it is written without one, and the polls find it.
 */
export async function unlessQueueFull<T>(notifying: () => Promise<T>, silent: () => Promise<T>): Promise<T> {
  try {
    return await notifying();
  } catch (error) {
    if (codeOf(error) !== NOTIFICATION_QUEUE_FULL) throw error;
    return silent();
  }
}
