<?php

namespace App\Form;

use Symfony\Component\Form\AbstractType;
use Symfony\Component\Form\Extension\Core\Type\CheckboxType;
use Symfony\Component\Form\Extension\Core\Type\ChoiceType;
use Symfony\Component\Form\Extension\Core\Type\CollectionType;
use Symfony\Component\Form\Extension\Core\Type\DateType;
use Symfony\Component\Form\Extension\Core\Type\EmailType;
use Symfony\Component\Form\Extension\Core\Type\IntegerType;
use Symfony\Component\Form\Extension\Core\Type\SubmitType;
use Symfony\Component\Form\Extension\Core\Type\TextType;
use Symfony\Component\Form\FormBuilderInterface;
use Symfony\Component\Form\FormEvent;
use Symfony\Component\Form\FormEvents;
use Symfony\Component\OptionsResolver\OptionsResolver;

class OrderType extends AbstractType
{
    public function buildForm(FormBuilderInterface $builder, array $options): void
    {
        $builder
            ->add('name', TextType::class, ['help' => 'Your <full> name', 'attr' => ['maxlength' => 20]])
            ->add('mail', EmailType::class)
            ->add('amount', IntegerType::class)
            ->add('colour', ChoiceType::class, ['choices' => ['Red' => 'red', 'Green' => 'green'], 'placeholder' => 'Choose', 'required' => false])
            ->add('extras', ChoiceType::class, ['choices' => ['Gift wrap' => 'gift', 'Express' => 'fast'], 'multiple' => true, 'expanded' => true])
            ->add('day', DateType::class, ['widget' => 'single_text', 'required' => false])
            ->add('lines', CollectionType::class, ['entry_type' => LineType::class, 'allow_add' => true, 'by_reference' => false])
            ->add('terms', CheckboxType::class)
            ->add('send', SubmitType::class, ['label' => 'Order now'])
            ->addEventListener(FormEvents::PRE_SUBMIT, function (FormEvent $event) {
                $data = $event->getData();
                $data['name'] = trim($data['name'] ?? '', '*');
                $event->setData($data);
            });
    }

    public function configureOptions(OptionsResolver $resolver): void
    {
        $resolver->setDefaults(['data_class' => Order::class]);
    }
}
