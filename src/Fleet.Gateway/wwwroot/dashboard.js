// "/" searches, as in other tools; a gateway that was restarted is reconnected to.
document.addEventListener('keydown', event => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '') || document.activeElement?.isContentEditable;
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector('input[type=search], .search input');
  if (!search) return;
  event.preventDefault();
  search.focus();
});
const reconnecting = document.getElementById('components-reconnect-modal');
reconnecting?.addEventListener('components-reconnect-state-changed', event => {
  // The new process knows nothing of this page's circuit: what is in the address is all there is to restore.
  if (event.detail.state === 'rejected') location.reload();
});
