// Asks the device for a passkey when a form with data-passkey is sent, and sends its answer with the form.
const { supported, create, get } = globalThis.webauthnJSON;

function wantsPasskey(options) {
  const wanted = structuredClone(options);
  const choice = (wanted.publicKey.authenticatorSelection ??= {});
  choice.residentKey = "required"; // kept on the device, so that no mail address has to be typed
  choice.requireResidentKey = true;
  choice.userVerification = "required";
  return wanted;
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  const options = await optionsOf(form);
  return form.dataset.passkey === "create" ? create(wantsPasskey(options)) : get(options);
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  status.textContent = "";
  button.disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(await ask(form));
    form.submit(); // does not come here again
  } catch {
    status.textContent = form.dataset.failed; // mostly: the reader has cancelled
    button.disabled = false;
  }
}

if (supported()) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.querySelector("button").disabled = false;
    form.addEventListener("submit", send);
  }
}
