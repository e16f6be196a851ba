// Shows the review's total while the judge scores. The server's word is what counts; this only repeats its arithmetic.
(() => {
  const form = document.querySelector("[data-rubric]");
  if (!form) return;
  const min = Number(form.dataset.min);
  const span = Number(form.dataset.max) - min;
  const cap = form.dataset.cap === "" ? Infinity : Number(form.dataset.cap);
  const point = Number(form.dataset.jurorPoint.replace(",", ".")) || 0;
  const words = new Intl.NumberFormat(form.dataset.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const missing = form.querySelector("[data-missing]");

  const readGroup = (group) => {
    let given = 0;
    let weights = 0;
    let blank = 0;
    for (const criterion of group.querySelectorAll("[data-criterion]")) {
      const weight = Number(criterion.dataset.weight);
      const chosen = criterion.querySelector("input:checked");
      weights += weight;
      if (chosen && chosen.value !== "") given += weight * (Number(chosen.value) - min);
      else blank += 1;
    }
    return { blank, points: weights ? (Number(group.dataset.points) * given) / (weights * span) : 0 };
  };

  const show = () => {
    let total = 0;
    let blank = 0;
    for (const group of form.querySelectorAll("[data-group]")) {
      const read = readGroup(group);
      group.querySelector("[data-subtotal]").textContent = read.blank ? "–" : words.format(read.points);
      total += read.points;
      blank += read.blank;
    }
    const extra = form.querySelector("[name=juror_point]");
    const whole = Math.min(total, cap) + (extra && extra.checked ? point : 0);
    form.querySelector("[data-total]").textContent = blank ? "–" : words.format(whole);
    missing.hidden = blank === 0;
    missing.textContent = blank === 1 ? missing.dataset.one : missing.dataset.many.replace("#", blank);
  };

  form.addEventListener("change", show);
  show();
})();
