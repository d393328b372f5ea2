// What a device keeps, in IndexedDB: its keys, whom it believes, what it has shown. Erased with the site's data.
const NAME = 'city-notices';

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function openStore() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore('device');
    opening.result.createObjectStore('seen');
    opening.result.createObjectStore('notices');
  };
  const database = await settled(opening);
  const store = (name, mode) => database.transaction(name, mode).objectStore(name);
  return {
    device: () => settled(store('device', 'readonly').get('own')),
    keepDevice: (device) => settled(store('device', 'readwrite').put(device, 'own')),
    notices: () => settled(store('notices', 'readonly').getAll()),
    keepNotice: (notice) => settled(store('notices', 'readwrite').put(notice, notice.broadcast)),
    dropNotice: (broadcast) => settled(store('notices', 'readwrite').delete(broadcast)),
    /** As `openEnvelope` asks for it: of two tabs that show one message, exactly one is told true. */
    seen: {
      async add(key, expires, now) {
        const seen = store('seen', 'readwrite');
        const known = await settled(seen.get(key));
        if (known !== undefined && known > now) return false;
        await settled(seen.put(expires, key));
        return true;
      },
    },
  };
}
