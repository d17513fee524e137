/** The field manager of apply and undo alike: an Update under the same name would make the next apply conflict. */
export const fieldManager = 'kdeploy'
