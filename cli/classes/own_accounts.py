"""What nobody does where each student has an account of their own: said wherever it matters."""

NOTE = (
    "Each student has an account of their own: there is no guard, no portal and no teardown in it. AWS "
    "Budgets denies new things some hours late and stops nothing that runs; its owner ends it and cleans up."
)
