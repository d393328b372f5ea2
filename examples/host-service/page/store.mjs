// What a device keeps, in IndexedDB: its keys, whom it believes, what it shows. Erased with the site's data.
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
  };
}
